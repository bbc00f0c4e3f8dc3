/** For what scrolls: it can be reached and moved with the keyboard alone. */
export const SCROLLED = { tabIndex: 0 } as const

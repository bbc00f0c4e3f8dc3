/** The address of the page as this person sees it. */
export const tabOf = (persona: string): string => `/#as=${encodeURIComponent(persona)}`

/**
 * How two e-mail addresses are compared, everywhere: equal after folding A to Z and nothing else. Unicode's own lower case would
 * turn the Kelvin sign into a k, and normalising would join letters that look alike: either could reach another account.
 */
export const asciiLowerCase = (text: string): string =>
  // Most texts have nothing to fold, and looking is far cheaper than replacing.
  /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text

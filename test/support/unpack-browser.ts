/**
 * For mocha's `--require` where test files run side by side: the packaged browser unpacks itself into one place the first time that it
 * is asked for, and whoever asks meanwhile finds half of it.
 */
import chromium from '@sparticuz/chromium'

export const mochaGlobalSetup = async (): Promise<void> => {
  await chromium.executablePath()
}

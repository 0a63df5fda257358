/** `npm run test:thorough` runs only what takes minutes: what `npm test` leaves out, and whole what it runs in a short form. */
export const isThorough = process.env['CANDOR_THOROUGH'] !== undefined

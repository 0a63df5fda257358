/** `npm run test:thorough`: the tests that take minutes run as a whole, and not in their short form. */
export const isThorough = process.env['CANDOR_THOROUGH'] !== undefined

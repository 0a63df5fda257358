import { describe, expect, it } from 'vitest'
import { concat, fromHex, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import { implementations } from '../support/implementations.ts'

/** Published facts. Where each stands is said beside it. */
describe.each(implementations)('2 the published vectors, with $name', ({ p }) => {
  it('SHA-256 of “abc” (FIPS 180-2, appendix B.1)', () => {
    const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(toHex(p.sha256(toUtf8('abc')))).toBe(expected)
  })

  it.each([
    // RFC 4231, 4.2, 4.3 and 4.7
    {
      key: new Uint8Array(20).fill(0x0b),
      data: 'Hi There',
      tag: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    },
    {
      key: toUtf8('Jefe'),
      data: 'what do ya want for nothing?',
      tag: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
    {
      key: new Uint8Array(131).fill(0xaa),
      data: 'Test Using Larger Than Block-Size Key - Hash Key First',
      tag: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    },
  ])('HMAC-SHA-256 of “$data” (RFC 4231, 4)', ({ key, data, tag }) => {
    expect(toHex(p.hmacSha256(key, toUtf8(data)))).toBe(tag)
  })

  // blake2-kat.json of BLAKE2's reference code: the key is 00, 01, … 3f.
  it.each([
    {
      data: '',
      hash: '10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568',
    },
    {
      data: '00',
      hash: '961f6dd1e4dd30f63901690c512e78e4b45e4742ed197c3c5e45c549fd25f2e4187b0bc9fe30492b16b0d0bc4ef9b0f34c7003fac09a5ef1532e69430234cebd',
    },
  ])('keyed BLAKE2b-512 of “$data” (BLAKE2’s reference vectors)', ({ data, hash }) => {
    const key = Uint8Array.from({ length: 64 }, (_, i) => i)
    expect(toHex(p.blake2b(64, key, fromHex(data)))).toBe(hash)
  })

  it.each([
    {
      seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      message: '',
      signature:
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    },
    {
      seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      message: '72',
      signature:
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    },
    {
      seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      message: 'af82',
      signature:
        '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    },
  ])('Ed25519 over “$message” (RFC 8032, 7.1)', ({ seed, key, message, signature }) => {
    expect(toHex(p.verifyingKey(fromHex(seed)))).toBe(key)
    expect(toHex(p.sign(fromHex(seed), fromHex(message)))).toBe(signature)
    expect(p.verify(fromHex(key), fromHex(message), fromHex(signature))).toBe(true)
  })

  it('XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, A.3.1)', () => {
    const count = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)
    const plain = toUtf8(
      'Ladies and Gentlemen of the class of ’99: If I could offer you only one tip for the future, sunscreen would be it.'.replace(
        '’',
        "'",
      ),
    )
    const expected =
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e' +
      'c0875924c1c7987947deafd8780acf49'
    const sealed = p.aeadSeal(count(0x80, 32), count(0x40, 24), fromHex('50515253c0c1c2c3c4c5c6c7'), plain)
    expect(toHex(sealed)).toBe(expected)
  })

  // draft-connolly-cfrg-xwing-kem (05 to 11), appendix C. The secret depends on the whole of key and ciphertext.
  it.each([
    {
      seed: '7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26',
      randomness:
        '3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2',
      secret: 'd2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384',
    },
    {
      seed: 'badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea',
      randomness:
        '17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdefaee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d',
      secret: 'f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150',
    },
    {
      seed: 'ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9',
      randomness:
        '22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b',
      secret: '953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f',
    },
  ])('X-Wing from $seed (draft-connolly-cfrg-xwing-kem, C)', ({ seed, randomness, secret }) => {
    const made = p.kemEncapsulate(p.kemPublicKey(fromHex(seed)), fromHex(randomness))
    expect(toHex(made.secret)).toBe(secret)
    expect(toHex(p.kemDecapsulate(fromHex(seed), made.ciphertext))).toBe(secret)
  })

  it('X-Wing’s first key and ciphertext begin as in the draft', () => {
    const key = p.kemPublicKey(fromHex('7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26'))
    const randomness = concat(
      fromHex('3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2'),
      fromHex('35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2'),
    )
    const { ciphertext } = p.kemEncapsulate(key, randomness)
    expect(toHex(key)).toMatch(/^e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5/)
    expect(toHex(ciphertext)).toMatch(/^b83aa828d4d62b9a83ceffe1d3d3bb1e/)
  })
})

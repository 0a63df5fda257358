// The arrows of the house. What is not allowed here is refused by `npm run lint`.
const inside = (...folders) => `^src/(${folders.join('|')})(/|\\.ts$)`
const opens =
  '^src/(protocol/((seal|tip|codename|receipt|source-keys|epoch-secret|keyring/sign|primitives/(sodium|noble))\\.ts|thread/)|desk/|local/|source/|admin/|keyfile/)'

const only = (folder, allowed) => ({
  name: `${folder}-only-reaches-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: inside(folder) },
  to: { path: '^src/', pathNot: inside(folder, ...allowed) },
})

/** The desk's rooms: the vault, the cases in it, the work on them, and what brings them together with the server. */
const room = (name, allowed) => ({
  name: `desk-${name}-only-reaches-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/desk/${name}/` },
  to: { path: '^src/desk/', pathNot: `^src/desk/((${[name, ...allowed].join('|')})/|primitives\\.ts$)` },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('protocol', []),
    only('client', ['protocol']),
    only('source', ['client', 'protocol']),
    only('keyfile', ['protocol']),
    only('desk', ['client', 'protocol', 'keyfile']),
    only('admin', ['client', 'protocol', 'keyfile']),
    only('local', ['desk', 'admin', 'client', 'protocol', 'keyfile']),
    room('vault', []),
    room('case', ['vault']),
    room('casework', ['case', 'vault']),
    room('sync', ['casework', 'case', 'vault']),
    room('search', ['casework', 'case', 'vault']),
    room('recovery', ['vault']),
    only('store', ['protocol']),
    only('intake', ['store', 'protocol']),
    only('server', ['intake', 'store', 'protocol']),
    {
      name: 'protocol-is-pure',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-server-cannot-decrypt',
      severity: 'error',
      comment: 'Nothing the server runs may reach, by any path, what can seal or open.',
      from: { path: inside('server', 'intake', 'store') },
      to: { path: opens, reachable: true },
    },
    {
      name: 'the-server-has-no-ciphers',
      severity: 'error',
      from: { path: inside('server', 'intake', 'store') },
      to: { path: 'node_modules/(libsodium|@noble)' },
    },
    {
      name: 'only-the-seam-knows-libraries',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(protocol/primitives/|protocol/bytes\\.ts$|keyfile/)' },
      to: { path: 'node_modules/(libsodium|@noble)' },
    },
    {
      name: 'the-form-stays-a-form',
      severity: 'error',
      from: { path: '^web/form/' },
      to: { path: inside('desk', 'local', 'admin', 'intake', 'store', 'server', 'keyfile', 'cli') },
    },
    {
      name: 'the-desk-page-opens-nothing',
      severity: 'error',
      comment: 'It shows what the local server hands it: of what that says it takes the types, and of the protocol what names things.',
      from: { path: '^web/desk/' },
      to: {
        path: '^src/',
        pathNot: ['^src/local/wire\\.ts$', '^src/local/wire/', '^src/protocol/(time|thread/events)\\.ts$'],
      },
    },
    { name: 'no-dev-packages', severity: 'error', from: { path: '^src/' }, to: { dependencyTypes: ['npm-dev'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}

/** Every way to damage a JSON document in one place, each with its place as a name. */
export interface Mutant {
  readonly name: string
  readonly value: unknown
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

type Rebuild = (part: Json) => Json

export function mutantsOf(document: Json): Mutant[] {
  return walk(document, '', (part) => part)
}

function walk(node: Json, place: string, rebuild: Rebuild): Mutant[] {
  const here = changesOf(node).map(({ name, value }) => ({
    name: `${place || '.'} ${name}`,
    value: rebuild(value as Json),
  }))
  return [...here, ...childrenOf(node, place, rebuild)]
}

function childrenOf(node: Json, place: string, rebuild: Rebuild): Mutant[] {
  if (isList(node)) {
    return node.flatMap((item, i) => walk(item, `${place}[${i}]`, (part) => rebuild(node.with(i, part))))
  }
  if (!isRecord(node)) return []
  return Object.entries(node).flatMap(([key, value]) =>
    walk(value, `${place}.${key}`, (part) => rebuild({ ...node, [key]: part })),
  )
}

function changesOf(node: Json): Mutant[] {
  if (isList(node)) return listChanges(node)
  if (isRecord(node)) return recordChanges(node)
  return leafChanges(node).map((value) => ({ name: `becomes ${JSON.stringify(value).slice(0, 40)}`, value }))
}

function leafChanges(node: null | boolean | number | string): Json[] {
  if (typeof node === 'boolean') return [!node, null, Number(node)]
  if (typeof node === 'number')
    return [node + 1, node - 1, node + 0.5, -node - 1, 2 ** 60, String(node), null]
  if (node === null) return [0]
  const others = [
    `${node}A`,
    node.slice(1),
    ` ${node}`,
    `${node}\n`,
    swapCase(node),
    '\ud800',
    0,
    null,
    [node],
  ]
  return others.filter((other) => other !== node)
}

/** The first letter that has another case gets it. */
function swapCase(text: string): string {
  return text.replace(/[a-z]/i, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}

function listChanges(items: readonly Json[]): Mutant[] {
  const each = items.flatMap((item, i) => [
    { name: `loses item ${i}`, value: items.toSpliced(i, 1) },
    { name: `doubles item ${i}`, value: items.toSpliced(i, 0, item) },
  ])
  const swaps = items.slice(1).map((item, i) => ({
    name: `swaps items ${i} and ${i + 1}`,
    value: items.with(i, item).with(i + 1, items[i] as Json),
  }))
  // What looks the same afterwards is no mutant.
  const before = JSON.stringify(items)
  const all = [
    ...each,
    ...swaps,
    { name: 'gains null', value: [...items, null] },
    { name: 'becomes {}', value: {} },
  ]
  return all.filter(({ value }) => JSON.stringify(value) !== before)
}

function recordChanges(node: { readonly [key: string]: Json }): Mutant[] {
  const keys = Object.keys(node)
  const lost = keys.map((key) => ({
    name: `loses ${key}`,
    value: Object.fromEntries(Object.entries(node).filter(([each]) => each !== key)),
  }))
  const moved =
    keys.length > 1
      ? [{ name: 'turns around', value: Object.fromEntries(Object.entries(node).reverse()) }]
      : []
  return [
    ...lost,
    ...moved,
    { name: 'gains a field', value: { ...node, more: 1 } },
    { name: 'becomes []', value: [] },
  ]
}

const isList = (node: Json): node is readonly Json[] => Array.isArray(node)
const isRecord = (node: Json): node is { readonly [key: string]: Json } =>
  node !== null && typeof node === 'object'

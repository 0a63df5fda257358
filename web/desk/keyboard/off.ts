import { signal } from '@preact/signals'

const KEPT = 'single-keys'

/** Single letters do something: who dictates to the computer, or presses keys by accident, can have that ended. */
export const areKeysOn = signal(true)

export function recallKeys(): void {
  areKeysOn.value = localStorage.getItem(KEPT) !== 'off'
}

export function turnKeys(isOn: boolean): void {
  areKeysOn.value = isOn
  localStorage.setItem(KEPT, isOn ? 'on' : 'off')
}

import { render } from 'preact'
import { Desk } from './desk.tsx'
import { start } from './state/session.ts'
import './style/all.css'

const root = document.getElementById('desk')
if (root !== null) render(<Desk />, root)
void start()

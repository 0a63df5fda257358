import './style.css'
import { createConnection } from './connection.ts'
import { screens } from './screens/index.ts'
import { runForm } from './shell.ts'

runForm(createConnection(), screens)

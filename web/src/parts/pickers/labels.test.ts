import { expect, test } from 'vitest'
import type { Label, Task } from '../../sync/records.ts'
import { freshColor, labelName, labelOn, labelsFor } from './labels.ts'

const label = (name: string, position: string) => ({ name, position }) as Label
const task = (...labels: string[]) => ({ labels }) as Task

test('labels come in their order, then names that only stand on the tasks', () => {
  const labels = [label('phone', 'b'), label('Errand', 'a')]
  const found = labelsFor(labels, [task('errand', 'loose'), task('loose', 'phone')])
  expect(found.map(({ name }) => name)).toEqual(['Errand', 'phone', 'loose'])
  expect(found.map(({ label }) => label !== undefined)).toEqual([true, true, false])
})

test('a label is found on a task in whatever case, as it is written there', () => {
  expect(labelOn(task('ERRAND'), 'errand')).toBe('ERRAND')
  expect(labelOn(task('errands'), 'errand')).toBeUndefined()
})

test('a name has one line, single spaces, and no more than its length', () => {
  expect(labelName('  at \n home ')).toBe('at home')
  expect(labelName('x'.repeat(80))).toHaveLength(60)
})

test('a new label gets a colour that the fewest have', () => {
  const colored = (color: string) => ({ color }) as Label
  expect(freshColor(['red', 'blue', 'green'], [])).toBe('red')
  expect(freshColor(['red', 'blue'], ['red', 'grey'].map(colored))).toBe('blue')
  expect(freshColor(['red', 'blue'], ['red', 'blue', 'blue'].map(colored))).toBe('red')
})

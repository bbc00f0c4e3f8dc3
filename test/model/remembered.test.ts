import assert from 'node:assert/strict'
import { remembered } from '../../src/model/remembered.ts'

describe('a function that remembers', () => {
  it('is asked once for each of the latest texts, and answers as before when it has begun anew', () => {
    const asked: string[] = []
    const length = remembered((text) => {
      asked.push(text)
      return text.length
    }, 2)
    assert.deepEqual(['a', 'bb', 'a', 'bb', 'ccc', 'a', 'ccc'].map(length), [1, 2, 1, 2, 3, 1, 3])
    assert.deepEqual(asked, ['a', 'bb', 'ccc', 'a'])
  })
})

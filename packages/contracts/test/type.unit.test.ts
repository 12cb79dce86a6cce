import { Type as TypeBox } from 'typebox';
import { type Static, Type } from '../src/type.ts';

const json = (schema: unknown) => JSON.parse(JSON.stringify(schema));

describe('our builders', () => {
  test("say the same as TypeBox's, whose types they carry", () => {
    const ours = Type.Object(
      {
        text: Type.String({ minLength: 1, description: 'a text' }),
        number: Type.Integer({ minimum: 0 }),
        flag: Type.Boolean(),
        choice: Type.Enum(['A', 'B'], { description: 'a choice' }),
        perhaps: Type.Union([Type.String(), Type.Null()], { description: 'or none' }),
        many: Type.Array(Type.Object({ one: Type.Null() }), { minItems: 1 }),
        later: Type.Optional(Type.Integer()),
        named: Type.TextRecord(),
      },
      { description: 'all of them' },
    );
    const theirs = TypeBox.Object(
      {
        text: TypeBox.String({ minLength: 1, description: 'a text' }),
        number: TypeBox.Integer({ minimum: 0 }),
        flag: TypeBox.Boolean(),
        choice: TypeBox.Enum(['A', 'B'], { description: 'a choice' }),
        perhaps: TypeBox.Union([TypeBox.String(), TypeBox.Null()], { description: 'or none' }),
        many: TypeBox.Array(TypeBox.Object({ one: TypeBox.Null() }), { minItems: 1 }),
        later: TypeBox.Optional(TypeBox.Integer()),
        named: TypeBox.Record(TypeBox.String(), TypeBox.String()),
      },
      { description: 'all of them' },
    );
    expect(json(ours)).toEqual(json(theirs));
  });

  test('keep enums closed and null apart for the compiler', () => {
    const thing = Type.Object({
      choice: Type.Enum(['A', 'B'] as const),
      perhaps: Type.Union([Type.Object({ one: Type.Integer() }), Type.Null()]),
      later: Type.Optional(Type.Boolean()),
    });
    const some: Static<typeof thing> = { choice: 'A', perhaps: null };
    // @ts-expect-error C is no choice
    const other: Static<typeof thing> = { choice: 'C', perhaps: { one: 1 }, later: true };
    expect([some.perhaps?.one, other.later]).toEqual([undefined, true]);
  });
});

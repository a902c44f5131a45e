import { whereError } from './where-syntax.ts';
import type { Arithmetic, Comparator, Literal, WhereNode } from './where-syntax.ts';
import { whereTokens } from './where-tokens.ts';
import type { Token } from './where-tokens.ts';

/** Parentheses and signs within each other, so that no condition overflows the stack. */
const deepestNesting = 200;
/** Likewise for operators in a row, which nest to the left. */
const mostOperators = 1000;

const comparators: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const isComparator = (text: string): text is Comparator => comparators.has(text);

/** Reads one condition, by recursive descent: || binds least, then &&, !, comparisons, + and −, * and /. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #operators = 0;

  constructor(text: string) {
    this.#tokens = whereTokens(text);
  }

  parse(): WhereNode {
    const node = this.#or();
    if (this.#token.kind !== 'end') throw this.#unexpected('an operator or the end');
    return node;
  }

  get #token(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1);
    if (token === undefined) throw new RangeError('no tokens');
    return token;
  }

  #takes(...texts: readonly string[]): boolean {
    const { kind, text } = this.#token;
    if ((kind !== 'symbol' && kind !== 'word') || !texts.includes(text)) return false;
    this.#next += 1;
    return true;
  }

  #unexpected(expected: string, next?: string): Error {
    const { at, kind, text } = this.#token;
    return whereError(at, expected, kind === 'end' ? 'the end of the condition' : text, next);
  }

  #or(): WhereNode {
    return this.#leftToRight(
      ['||'],
      () => this.#and(),
      (operator, left, right) => ({ kind: 'logic', operator, left, right, at: left.at }),
    );
  }

  #and(): WhereNode {
    return this.#leftToRight(
      ['&&'],
      () => this.#not(),
      (operator, left, right) => ({ kind: 'logic', operator, left, right, at: left.at }),
    );
  }

  #not(): WhereNode {
    const { at } = this.#token;
    if (!this.#takes('!', 'not')) return this.#comparison();
    return this.#deeper(() => ({ kind: 'not', operand: this.#not(), at }));
  }

  #comparison(): WhereNode {
    const left = this.#sum();
    const { text: operator } = this.#token;
    if (isComparator(operator) && this.#takes(operator)) {
      const right = this.#sum();
      if (isComparator(this.#token.text))
        throw this.#unexpected('&& or || behind a comparison', 'Write a < b && b < c.');
      return { kind: 'compare', operator, left, right, at: left.at };
    }
    if (this.#takes('is')) return this.#is(left);
    if (this.#takes('in')) return { kind: 'in', operand: left, values: this.#list(), at: left.at };
    if (!this.#takes('not')) return left;
    if (!this.#takes('in')) throw this.#unexpected('in behind not');
    const inside: WhereNode = { kind: 'in', operand: left, values: this.#list(), at: left.at };
    return { kind: 'not', operand: inside, at: left.at };
  }

  #is(operand: WhereNode): WhereNode {
    const { at } = operand;
    const negated = this.#takes('not');
    const { text } = this.#token;
    if ((text !== 'null' && text !== 'nan') || !this.#takes(text))
      throw this.#unexpected('null or nan behind is');
    const node: WhereNode = { kind: 'is', operand, what: text, at };
    return negated ? { kind: 'not', operand: node, at } : node;
  }

  #list(): readonly Literal[] {
    if (!this.#takes('[')) throw this.#unexpected('a list like [1, 2]');
    const values = [this.#literal()];
    while (this.#takes(',')) values.push(this.#literal());
    if (!this.#takes(']')) throw this.#unexpected(', or ]');
    return values;
  }

  #literal(): Literal {
    const { at } = this.#token;
    const negative = this.#takes('-');
    const token = this.#token;
    if (token.kind === 'number') {
      this.#next += 1;
      return { kind: 'number', value: negative ? -token.value : token.value, at };
    }
    if (negative) throw this.#unexpected('a number');
    if (token.kind === 'text') {
      this.#next += 1;
      return { kind: 'text', value: token.value, at };
    }
    if (this.#takes('true', 'false')) return { kind: 'boolean', value: token.text === 'true', at };
    throw this.#unexpected('a number, a text in quotes, true or false');
  }

  #sum(): WhereNode {
    return this.#leftToRight(['+', '-'], () => this.#term(), arithmetic);
  }

  #term(): WhereNode {
    return this.#leftToRight(['*', '/'], () => this.#factor(), arithmetic);
  }

  #leftToRight<O extends string>(
    operators: readonly O[],
    operand: () => WhereNode,
    join: (operator: O, left: WhereNode, right: WhereNode) => WhereNode,
  ): WhereNode {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.#takes(candidate));
      if (operator === undefined) return left;
      this.#operators += 1;
      if (this.#operators > mostOperators) throw this.#unexpected(`at most ${mostOperators} operators`);
      left = join(operator, left, operand());
    }
  }

  #factor(): WhereNode {
    const { at } = this.#token;
    if (this.#takes('-')) return this.#deeper(() => ({ kind: 'negate', operand: this.#factor(), at }));
    if (this.#takes('(')) {
      const inner = this.#deeper(() => this.#or());
      if (!this.#takes(')')) throw this.#unexpected('a closing )');
      return { ...inner, at };
    }
    const token = this.#token;
    if (token.kind === 'name') {
      this.#next += 1;
      return { kind: 'column', name: token.value, at };
    }
    if (token.text === 'null' || token.text === 'nan')
      throw this.#unexpected('a column or a value', `Write is ${token.text}, or is not ${token.text}.`);
    if (token.kind === 'end' || token.kind === 'symbol') throw this.#unexpected('a column or a value');
    return this.#literal();
  }

  #deeper(parse: () => WhereNode): WhereNode {
    this.#depth += 1;
    if (this.#depth > deepestNesting) throw this.#unexpected(`nesting of at most ${deepestNesting} levels`);
    const node = parse();
    this.#depth -= 1;
    return node;
  }
}

function arithmetic(operator: Arithmetic, left: WhereNode, right: WhereNode): WhereNode {
  return { kind: 'arithmetic', operator, left, right, at: left.at };
}

/**
 * Reads a condition on rows: `split == "test" && weight > 0`.
 * @throws E_WHERE with the place of what does not fit
 */
export function parseWhere(text: string): WhereNode {
  return new Parser(text).parse();
}

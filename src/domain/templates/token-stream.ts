// A cursor over the tokens with the questions a parser asks, and Jinja's wording when the answer is no.
import { syntaxError, type TemplateError } from './template-error.js';
import type { Token, TokenType } from './lexer.js';

const DESCRIPTIONS: Partial<Record<TokenType, string>> = {
  data: 'template data / text',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  eof: 'end of template',
};

const LITERALS: ReadonlySet<TokenType> = new Set(['integer', 'float', 'string']);

const describe = (token: Token): string =>
  DESCRIPTIONS[token.type] ?? (LITERALS.has(token.type) ? token.type : token.text);

export class TokenStream {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get current(): Token {
    return this.peek(0);
  }

  peek(offset: number): Token {
    const token = this.tokens[Math.min(this.index + offset, this.tokens.length - 1)];
    if (!token) throw new Error('A token list ends with an eof token.');
    if (token.error) throw token.error;
    return token;
  }

  next(): Token {
    const token = this.current;
    this.index += 1;
    return token;
  }

  isOperator(text: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token.type === 'operator' && token.text === text;
  }

  isName(text: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token.type === 'name' && token.text === text;
  }

  is(type: TokenType): boolean {
    return this.current.type === type;
  }

  skipOperator(text: string): boolean {
    if (!this.isOperator(text)) return false;
    this.index += 1;
    return true;
  }

  skipName(text: string): boolean {
    if (!this.isName(text)) return false;
    this.index += 1;
    return true;
  }

  expectOperator(text: string): Token {
    if (!this.isOperator(text)) throw this.unexpected(text);
    return this.next();
  }

  expectName(text: string): Token {
    if (!this.isName(text)) throw this.unexpected(text);
    return this.next();
  }

  expect(type: TokenType): Token {
    if (!this.is(type)) throw this.unexpected(type === 'name' ? 'name' : (DESCRIPTIONS[type] ?? type));
    return this.next();
  }

  fail(message: string, line = this.current.line): TemplateError {
    return syntaxError(message, line);
  }

  unexpected(expected?: string): TemplateError {
    const token = this.current;
    if (expected === undefined) return this.fail(`unexpected '${describe(token)}'`);
    if (token.type === 'eof') return this.fail(`unexpected end of template, expected '${expected}'.`);
    return this.fail(`expected token '${expected}', got '${describe(token)}'`);
  }
}

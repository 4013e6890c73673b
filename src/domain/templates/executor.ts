// Runs statements: text, output, loops, conditions, assignments, macros and blocks. Other templates cannot be loaded.
import { descend, spend } from './budget.js';
import { Evaluator } from './evaluator.js';
import type { RenderState } from './filter.js';
import { LoopValue } from './loop-value.js';
import { ANONYMOUS, createMacro } from './macro.js';
import { Namespace } from './namespace.js';
import { OutputBuffer } from './output-buffer.js';
import { iterateOrUndefined, listOf, str, truthy, typeNameOf } from './protocols.js';
import type { Scope } from './scope.js';
import type { ForStatement, Signature, Statement, Target } from './syntax-tree.js';
import { namesRead } from './tree-walk.js';
import { runtimeError, typeError, valueError } from './template-error.js';
import { escapeHtml, isText, SafeString } from './text-values.js';
import { Callable, Undefined, ValueObject, type Value } from './values.js';

type Block = Statement & { type: 'block' };

export class Executor extends Evaluator {
  private output: OutputBuffer;
  private readonly blocks = new Map<string, Block>();

  constructor(
    private readonly statements: readonly Statement[],
    private readonly root: Scope,
    private readonly globals: ReadonlyMap<string, Value>,
    state: RenderState,
    private readonly limits: { maxOutputLength: number; maxTextLength: number },
  ) {
    super(state);
    this.output = new OutputBuffer(limits.maxOutputLength);
  }

  run(): string {
    this.collectBlocks(this.statements);
    this.execute(this.statements, this.root);
    return this.output.text();
  }

  protected unresolved(name: string): Value {
    const found = this.globals.get(name);
    if (found !== undefined) return found;
    return name === 'self'
      ? new BlockReferences((block) => this.blockCallable(block))
      : new Undefined(`'${name}' is undefined`);
  }

  private execute(statements: readonly Statement[], scope: Scope): void {
    for (const statement of statements) this.statement(statement, scope);
  }

  private statement(node: Statement, scope: Scope): void {
    spend();
    switch (node.type) {
      case 'text':
        return this.output.write(node.text);
      case 'output':
        for (const expression of node.expressions) this.write(this.evaluate(expression, scope));
        return;
      case 'for':
        return this.loop(node, this.evaluate(node.source, scope), scope, 0);
      case 'if': {
        const branch = node.branches.find(({ test }) => truthy(this.evaluate(test, scope)));
        return this.execute(branch ? branch.body : node.otherwise, scope);
      }
      case 'set':
        return this.assign(node.target, this.evaluate(node.value, scope), scope);
      case 'set-block': {
        const text = this.captured(() => this.execute(node.body, scope.child()));
        return this.assign(node.target, node.filter ? this.filterChain(node.filter, text, scope) : text, scope);
      }
      case 'with': {
        const inner = scope.child();
        for (const [target, value] of node.bindings) this.assign(target, this.evaluate(value, scope), inner);
        return this.execute(node.body, inner);
      }
      case 'autoescape':
        return this.escapingAs(truthy(this.evaluate(node.enabled, scope)), () =>
          this.execute(node.body, scope.child()),
        );
      case 'filter-block': {
        const text = this.captured(() => this.execute(node.body, scope.child()));
        const filtered = this.filterChain(node.filter, text, scope);
        if (!isText(filtered)) throw typeError(`a filter block must give text, found ${typeNameOf(filtered)}`);
        return this.write(filtered);
      }
      case 'macro':
        return scope.set(node.name, this.macro(node.name, node.signature, node.body, scope));
      case 'call-block': {
        const caller = this.macro(ANONYMOUS, node.signature, node.body, scope);
        const args = this.args(node.call.args, scope);
        const named = new Map(args.named).set('caller', caller);
        return this.write(this.call(this.evaluate(node.call.callee, scope), { ...args, named }));
      }
      case 'block':
        return this.renderBlock(node, node.scoped ? scope.child() : this.root.child());
      case 'load':
        this.evaluate(node.template, scope);
        throw typeError(`no loader for this environment specified: '${node.tag}' is not available to templates`);
    }
  }

  private write(value: Value): void {
    const text = str(value);
    this.output.write(this.state.autoescape && !(value instanceof SafeString) ? escapeHtml(text) : text);
  }

  /** What `work` writes, as a value instead of as output. */
  private captured(work: () => void): Value {
    const outer = this.output;
    this.output = new OutputBuffer(this.limits.maxTextLength);
    try {
      work();
      const text = this.output.text();
      return this.state.autoescape ? new SafeString(text) : text;
    } finally {
      this.output = outer;
    }
  }

  private escapingAs(enabled: boolean, work: () => void): void {
    const outer = this.state.autoescape;
    this.state.autoescape = enabled;
    try {
      work();
    } finally {
      this.state.autoescape = outer;
    }
  }

  private loop(node: ForStatement, source: Value, scope: Scope, depth: number): void {
    let items = listOf(source);
    if (node.condition) {
      const { condition } = node;
      items = items.filter((item) => {
        const inner = scope.child();
        this.assign(node.target, item, inner);
        return truthy(this.evaluate(condition, inner));
      });
    }
    const recurse = (children: Value) =>
      descend(() => this.captured(() => this.loop(node, children, scope, depth + 1)));
    const loop = new LoopValue(items, depth, node.recursive ? recurse : undefined);
    for (let item = loop.advance(); item !== undefined; item = loop.advance()) {
      const inner = scope.child();
      inner.set('loop', loop);
      this.assign(node.target, item, inner);
      this.execute(node.body, inner);
    }
    if (items.length === 0) this.execute(node.otherwise, scope.child());
  }

  private assign(target: Target, value: Value, scope: Scope): void {
    if (target.type === 'name') return scope.set(target.name, value);
    if (target.type === 'namespace') {
      const namespace = scope.get(target.name);
      if (!(namespace instanceof Namespace)) throw runtimeError('cannot assign attribute on non-namespace object');
      return namespace.assign(target.attribute, value);
    }
    if (iterateOrUndefined(value) === undefined)
      throw typeError(`cannot unpack non-iterable ${typeNameOf(value)} object`);
    const items = listOf(value);
    const expected = target.items.length;
    if (items.length > expected) throw valueError(`too many values to unpack (expected ${expected})`);
    if (items.length < expected) {
      throw valueError(`not enough values to unpack (expected ${expected}, got ${items.length})`);
    }
    target.items.forEach((part, index) => this.assign(part, items[index] ?? null, scope));
  }

  private macro(name: string, signature: Signature, body: readonly Statement[], scope: Scope): Callable {
    return createMacro(name, signature, namesRead(body), (bind) =>
      descend(() =>
        this.captured(() => {
          const inner = scope.child();
          bind(inner, (expression) => this.evaluate(expression, inner));
          this.execute(body, inner);
        }),
      ),
    );
  }

  private collectBlocks(statements: readonly Statement[]): void {
    for (const node of statements) {
      if (node.type === 'block') this.blocks.set(node.name, node);
      if (node.type === 'if') for (const { body } of node.branches) this.collectBlocks(body);
      if (node.type === 'if' || node.type === 'for') this.collectBlocks(node.otherwise);
      if ('body' in node) this.collectBlocks(node.body);
    }
  }

  private renderBlock(node: Block, scope: Scope): void {
    if (node.required) throw runtimeError(`Required block '${node.name}' not found`);
    descend(() => this.execute(node.body, scope));
  }

  private blockCallable(name: string): Value | undefined {
    const block = this.blocks.get(name);
    return block && new Callable(name, () => this.captured(() => this.renderBlock(block, this.root.child())));
  }
}

/** `self`: its attributes are the template's blocks. */
class BlockReferences extends ValueObject {
  readonly typeName = 'TemplateReference';

  constructor(private readonly find: (name: string) => Value | undefined) {
    super();
  }

  repr(): string {
    return '<TemplateReference None>';
  }
  override attribute(name: string): Value | undefined {
    return this.find(name);
  }
}

// The text a rendering has written so far, refused as soon as it is longer than allowed.
import { spend } from './budget.js';
import { limitError } from './template-error.js';

export class OutputBuffer {
  private readonly parts: string[] = [];
  private length = 0;

  constructor(private readonly maxLength: number) {}

  write(text: string): void {
    this.length += text.length;
    if (this.length > this.maxLength)
      throw limitError(`The rendered text is longer than ${this.maxLength} characters.`);
    spend(1 + (text.length >> 4));
    this.parts.push(text);
  }

  text(): string {
    return this.parts.join('');
  }
}

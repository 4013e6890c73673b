// Tasks that make and take large values.
export async function make(size: number): Promise<string> {
  return 'x'.repeat(size);
}

export async function measure(text: string): Promise<number> {
  return text.length;
}

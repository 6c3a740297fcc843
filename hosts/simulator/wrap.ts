/**
 * Cuts a text into lines of at most so many characters, for a font that has ASCII alone: an arrow becomes "->", any
 * other character "?". Lines behind the first begin with a blank.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const shown = code === 0x2192 ? "->" : code >= 0x20 && code < 0x7f ? text.charAt(i) : "?";
    if (line.length + shown.length > columns) {
      lines.push(line);
      line = " ";
    }
    line += shown;
  }
  lines.push(line);
  return lines;
}

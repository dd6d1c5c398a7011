/** The part of markdown-it that tests use: a reader of Markdown that returns its tokens as a list. */
declare module 'markdown-it' {
  export interface Token {
    readonly type: string;
    readonly content: string;
    readonly children: readonly Token[] | null;
  }
  export default class MarkdownIt {
    constructor(options: { readonly html: boolean; readonly linkify: boolean });
    readonly linkify: { set(options: { readonly fuzzyLink: boolean; readonly fuzzyEmail: boolean }): void };
    parse(text: string, environment: object): readonly Token[];
  }
}

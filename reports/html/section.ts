import { markup, type Markup, type Part } from '../markup.ts';

/** A section of the page: a heading, a sentence that says what is seen, and the rest. */
export function section(id: string, head: string, lead: Part, ...body: Part[]): Markup {
  return markup`<section id="${id}"><h2>${head}</h2>
<p class="lead">${lead}</p>
${body}</section>
`;
}

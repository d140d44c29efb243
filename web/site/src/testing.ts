// For the tests: puts a page in place.
export const show = (html: string): void => document.body.replaceChildren(document.createRange().createContextualFragment(html));

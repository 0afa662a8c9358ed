// An answer that cannot be taken. `code` is one of the site's own; `params` holds what its words need.
export class Refusal extends Error {
  constructor(code, params = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

// The tablet is made known to the site by somebody who is signed in.
import * as api from "../api.js";
import { forgetful, h, screen, sends, show } from "../dom.js";
import * as store from "../store.js";
import { say } from "../words.js";

export async function showPair(app) {
  const { heading, content, parts } = screen("pair");
  const form = parts.form;
  forgetful(form);
  show(heading, content);
  try {
    const { ok, body } = await api.pairing();
    if (!ok) throw new Error("no answer");
    if (!body.signed_in) {
      parts.sign_in.href = body.sign_in;
      parts.out.hidden = false;
      return;
    }
    const list = form.querySelector("#device-partnership");
    list.append(...body.partnerships.map(({ slug, title }) => h("option", { value: slug }, title)));
    form.hidden = false;
    sends(form, () => pair(list.value, form.querySelector("#device-name"), body.csrf_token));
  } catch {
    parts.said.textContent = say("no_network");
  }

  async function pair(partnership, box, token) {
    try {
      const { ok, body } = await api.pair(partnership, box.value, token);
      if (!ok) {
        parts.said.textContent = body?.words ?? say("no_network");
        box.focus();
        return;
      }
      const { device, token: secret, name, partnership: of } = body;
      await store.setSetting("device", { id: device, token: secret, name, partnership: of.title });
      await app.go("prepare");
    } catch {
      parts.said.textContent = say("no_network");
    }
  }
}

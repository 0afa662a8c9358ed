// An order of its own for everybody, the same each time that this person comes to the question. Choices that are marked
// fixed or stand for something keep their places.
const CONTROLS = ".govuk-radios__item, .govuk-checkboxes__item";

export function shuffle(form, item, orders) {
  if (item.shuffle) {
    const stays = (value) => item.choices.some((choice) => choice.value === value && (choice.fixed || choice.kind));
    const order = orderOf(orders, item.name, item.choices);
    const groups = item.type === "ranking" ? form.querySelectorAll(`select[name^="${item.name}."]`) : [form];
    for (const group of groups) {
      const found = item.type === "ranking" ? [...group.options] : [...group.querySelectorAll(CONTROLS)];
      rearrange(found.filter((one) => owns(item, one)), (one) => valueOf(one), stays, order);
    }
  }
  if (item.shuffle_rows) {
    const order = orderOf(orders, `${item.name}.`, item.rows);
    const stays = (value) => item.rows.some((row) => row.value === value && row.fixed);
    const rows = [...form.querySelectorAll(".respond__rows > fieldset")].filter((row) => rowOf(item, row));
    rearrange(rows, (row) => rowOf(item, row), stays, order);
  }
}

const valueOf = (element) => element.value ?? element.querySelector("input").value;
const owns = (item, element) => ("value" in element ? element.value !== "" : element.querySelector("input").name === item.name);

function rowOf(item, row) {
  const { name } = row.querySelector("input");
  return name.startsWith(`${item.name}.`) ? name.slice(item.name.length + 1) : null;
}

function orderOf(orders, name, entries) {
  if (!orders.has(name)) {
    const random = () => crypto.getRandomValues(new Uint32Array(1))[0];
    const drawn = entries.map(({ value }) => [random(), value]).sort(([one], [another]) => one - another);
    orders.set(name, drawn.map(([, value]) => value));
  }
  return orders.get(name);
}

function rearrange(elements, value, stays, order) {
  const moving = elements.filter((one) => !stays(value(one)));
  const sorted = [...moving].sort((one, another) => order.indexOf(value(one)) - order.indexOf(value(another)));
  // Each to the place of the one that stood there before.
  const marks = moving.map((one) => {
    const mark = document.createComment("");
    one.replaceWith(mark);
    return mark;
  });
  marks.forEach((mark, index) => mark.replaceWith(sorted[index]));
}

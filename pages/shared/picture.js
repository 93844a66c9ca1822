// Saves the chart beside this menu as a picture with its title, what was selected and its source drawn in.
const EDGE = 20;

export default function ({ data, parentElement }) {
  const look = getComputedStyle(parentElement.host ?? parentElement);
  const colour = (name) => look.getPropertyValue(`--st-${name}`).trim();
  const colours = { ground: colour("background-color"), text: colour("text-color") };
  for (const format of ["png", "svg"]) {
    parentElement.querySelector(`.${format}`).onclick = () => save(data, format, colours);
  }
}

async function save(data, format, colours) {
  const chart = document.querySelector(`.st-key-${CSS.escape(data.key)} .js-plotly-plot`);
  const { text, width, height } = drawn(chart, data, colours);
  const drawing = new Blob([text], { type: "image/svg+xml" });
  const blob = format === "svg" ? drawing : await painted(drawing, width, height);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${data.name}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function drawn(chart, data, { ground, text }) {
  const layers = [...chart.querySelectorAll(".main-svg")];
  const [across, down] = ["width", "height"].map((side) => Number(layers[0].getAttribute(side)));
  const width = across + 2 * EDGE;
  const above = [...lines(data.title, across, 18, 700), ...lines(data.scope, across, 13, 400)];
  const below = lines(data.note, across, 12, 400);
  const top = EDGE + sum(above) + 8;
  const height = top + down + 12 + sum(below) + EDGE;
  const placed = layers.map((layer) => {
    const copy = layer.cloneNode(true);
    copy.setAttribute("x", EDGE);
    copy.setAttribute("y", top);
    copy.removeAttribute("style");
    return new XMLSerializer().serializeToString(copy);
  });
  const font = getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
  const words = [...written(above, EDGE), ...written(below, top + down + 12)];
  return {
    width,
    height,
    text:
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${font}">` +
      `<rect width="100%" height="100%" fill="${ground}"/><g fill="${text}">${words.join("")}</g>${placed.join("")}</svg>`,
  };
}

function lines(text, width, size, weight) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  const found = [""];
  for (const letter of text) {
    if (letter === "\n" || pen.measureText(found.at(-1) + letter).width > width) found.push("");
    if (letter !== "\n") found[found.length - 1] += letter;
  }
  return found.filter(Boolean).map((line) => ({ line, size, weight }));
}

const sum = (rows) => rows.reduce((total, { size }) => total + size * 1.5, 0);

function written(rows, top) {
  let y = top;
  return rows.map(({ line, size, weight }) => {
    y += size * 1.5;
    const said = line.replace(/[&<>]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[mark]);
    return `<text x="${EDGE}" y="${y - size * 0.4}" font-size="${size}" font-weight="${weight}">${said}</text>`;
  });
}

async function painted(drawing, width, height) {
  const image = new Image();
  image.src = URL.createObjectURL(drawing);
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

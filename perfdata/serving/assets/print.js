// Charts are drawn to the pixel of the screen: on paper they shrink with the page instead of being cut.
const fit = () => {
  for (const drawing of document.querySelectorAll(".js-plotly-plot .svg-container")) {
    for (const layer of drawing.querySelectorAll(".main-svg")) {
      const [width, height] = [layer.getAttribute("width"), layer.getAttribute("height")];
      layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
      drawing.style.aspectRatio = `${width} / ${height}`;
      drawing.style.maxWidth = `${width}px`;
    }
  }
};
const release = () => {
  for (const drawing of document.querySelectorAll(".js-plotly-plot .svg-container")) drawing.style.maxWidth = "";
  for (const layer of document.querySelectorAll(".js-plotly-plot .main-svg")) layer.removeAttribute("viewBox");
};
addEventListener("beforeprint", fit);
addEventListener("afterprint", release);

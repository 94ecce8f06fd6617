// Gives portal.css `light-dark()` in a form that phones of some years ago understand, as Mantine's own styles are written.
export default { plugins: { 'postcss-preset-mantine': {} } }

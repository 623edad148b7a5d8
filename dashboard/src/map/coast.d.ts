declare module 'virtual:coast' {
  /** The land of the area in `area.ts`, as GeoJSON. */
  const land: GeoJSON.FeatureCollection<GeoJSON.Polygon>;
  export default land;
}
declare module '*?worker&url' {
  /** Where the built worker lies. */
  const url: string;
  export default url;
}

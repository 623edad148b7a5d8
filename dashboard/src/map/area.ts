/**
 * The area whose coast is drawn without any tile server: west, south, east, north in degrees (WGS 84). Izmir and the
 * coast around it; another city changes this line, or gives the server a tile URL (`--map-tiles`).
 */
export const coastBox = [25.5, 37.4, 28.9, 39.6] as const;

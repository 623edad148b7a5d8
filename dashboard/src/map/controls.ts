import type { TFunction } from 'i18next';

/** The library's own words, by its keys, in the page's language. */
export function controlWords(t: TFunction): Record<string, string> {
  return {
    'Map.Title': t('map.ground'),
    'NavigationControl.ZoomIn': t('map.zoomIn'),
    'NavigationControl.ZoomOut': t('map.zoomOut'),
    'AttributionControl.ToggleAttribution': t('map.credits'),
    'CooperativeGesturesHandler.WindowsHelpText': t('map.wheel'),
    'CooperativeGesturesHandler.MacHelpText': t('map.wheelMac'),
    'CooperativeGesturesHandler.MobileHelpText': t('map.fingers'),
  };
}

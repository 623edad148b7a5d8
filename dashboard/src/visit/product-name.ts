import { isLanguage } from '../i18n/languages.ts';
import type { ProductNames } from './plan.ts';

/** A product's name as it was when the visit began, in the reader's language; its id where it had none. */
export function productNameIn(products: ProductNames, product: string, language: string): string {
  const name = products.find((one) => one.product === product)?.name;
  return name?.[isLanguage(language) ? language : 'en'] ?? product;
}

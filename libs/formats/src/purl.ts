/** A package URL by its shape: scheme, type, and a name (package-url specification, "purl" grammar). */
export const purlPattern = /^pkg:\/{0,2}[A-Za-z][A-Za-z0-9.+-]{0,60}\/[^\s/][^\s]{0,2000}$/

/** Types whose packages have no namespace. */
const WITHOUT_NAMESPACE = /^pkg:\/*(?:cargo|conda|cran|gem|hackage|mlflow|nuget|oci|pub|pypi)\/[^/]+\/./i

/** As {@link purlPattern}, and with a name, without a namespace where its type has none. */
export function isPurl(text: string): boolean {
  const path = text.split(/[?#]/, 1)[0] ?? ''
  return purlPattern.test(text) && !/\/(?:@[^/]*)?$/.test(path) && !WITHOUT_NAMESPACE.test(path)
}

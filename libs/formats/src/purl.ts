/** A package URL by its shape: scheme, type, and a name (package-url specification, "purl" grammar). */
export const purlPattern = /^pkg:\/{0,2}[A-Za-z][A-Za-z0-9.+-]{0,60}\/[^\s/][^\s]{0,2000}$/

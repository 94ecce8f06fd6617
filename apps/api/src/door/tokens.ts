/** Under this token the application's one configuration is injected. */
export const API_CONFIG = Symbol('API_CONFIG')

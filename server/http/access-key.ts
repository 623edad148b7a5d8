/** Who may use a route: everybody, or the roles that are named, and admins always. */
declare module 'fastify' {
  interface FastifyContextConfig {
    access?: 'public' | 'local' | readonly ('admin' | 'operator' | 'analyst')[];
  }
}

/** Whoever is signed in. */
export const anyRole = ['operator', 'analyst'] as const;
/** Who keeps machines serving. */
export const operators = ['operator'] as const;

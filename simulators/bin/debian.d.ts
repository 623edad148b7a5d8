/** Whether a program is on the path, or where Debian keeps daemons. */
export function onPath(program: string): boolean;
/** What a person would type. */
export function installCommand(packages: readonly string[]): string;
/** Why packages cannot be installed from here; undefined where they can. */
export function installHindrance(): 'no-debian' | 'not-root' | undefined;
/** Installs packages with apt-get; true where that succeeded. */
export function install(packages: readonly string[]): boolean;

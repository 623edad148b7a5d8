import { Suspense } from 'react';
import { matchRoute, Route, Switch, useLocation, useRouter } from 'wouter';
import { Gate } from '../access/gate.tsx';
import { NotFound } from './not-found.tsx';
import { pages } from './pages.tsx';
import { Shell } from './shell.tsx';

/** The pages by their addresses, in the frame that they share. */
export function App() {
  const { parser } = useRouter();
  const [location] = useLocation();
  const offline = pages.some((page) => page.offline && matchRoute(parser, page.path, location)[0]);
  return (
    <Shell>
      <Suspense>
        <Gate offline={offline}>
          <Switch>
            {pages.map(({ path, component }) => (
              <Route key={path} path={path} component={component} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Gate>
      </Suspense>
    </Shell>
  );
}

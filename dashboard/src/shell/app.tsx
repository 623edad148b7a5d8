import { Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Gate } from '../access/gate.tsx';
import { NotFound } from './not-found.tsx';
import { pages } from './pages.tsx';
import { Shell } from './shell.tsx';

/** The pages by their addresses, in the frame that they share. */
export function App() {
  return (
    <Shell>
      <Suspense>
        <Gate>
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

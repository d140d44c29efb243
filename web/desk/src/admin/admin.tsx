// Administration: how the desk is run, one section a screen, each for those who may.
import { createElement, lazy, Suspense, useRef, type ComponentType, type LazyExoticComponent } from 'react';
import { useDesk } from '../desk';
import { adminPath, useRoute, type AdminSection } from '../route';
import { useText } from '../text';
import { useEdges } from '../ui/edges';
import { Opening } from '../ui/opening';
import { SECTIONS } from './sections';

const SCREENS: Record<AdminSection, LazyExoticComponent<ComponentType>> = {
  queues: lazy(() => import('../routing/queues')),
  hours: lazy(() => import('../service-levels/service-levels')),
  replies: lazy(() => import('../replies/replies')),
  macros: lazy(() => import('../replies/macros')),
  rules: lazy(() => import('../rules/rules')),
  fields: lazy(() => import('../handling/fields')),
  roles: lazy(() => import('../people/roles')),
  keys: lazy(() => import('../integrations/keys')),
  webhooks: lazy(() => import('../integrations/webhooks')),
  privacy: lazy(() => import('../privacy/privacy-page')),
};

export default function Admin() {
  const text = useText();
  const desk = useDesk();
  const route = useRoute();
  const tabs = useRef<HTMLElement>(null);
  useEdges(tabs);
  if (route.page !== 'admin') return null;
  const allowed = SECTIONS.filter(({ permission }) => desk.can(permission));
  const section = allowed.find(({ name }) => name === route.section) ?? allowed[0];
  return (
    <div className="admin">
      <nav className="admin-sections" ref={tabs} aria-label={text('admin.title')}>
        {allowed.map(({ name, icon: Icon }) => (
          <a key={name} href={adminPath(name)} aria-current={section?.name === name ? 'page' : undefined}>
            <Icon size={16} aria-hidden="true" />
            <span>{text(`admin.${name}`)}</span>
          </a>
        ))}
      </nav>
      <Suspense fallback={<Opening />}>{section && createElement(SCREENS[section.name])}</Suspense>
    </div>
  );
}

// A window with one line to type in and the things that match below: the palette and the hand-over.
import type { ReactNode } from 'react';
import { Autocomplete, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, SearchField, useFilter } from 'react-aria-components';

export interface Choice {
  id: string;
  /** What typing is compared with. */
  words: string;
  start?: ReactNode;
  label: ReactNode;
  end?: ReactNode;
  run: () => void;
}

export interface ChoiceGroup {
  id: string;
  title: string;
  choices: readonly Choice[];
}

interface ChooserProps {
  title: string;
  groups: readonly ChoiceGroup[];
  empty: string;
  onClose: () => void;
}

export function Chooser({ title, groups, empty, onClose }: ChooserProps) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const choices = new Map(groups.flatMap((group) => group.choices.map((choice) => [choice.id, choice])));
  return (
    <ModalOverlay className="overlay" data-top isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="chooser">
        <Dialog className="dialog" aria-label={title}>
          <Autocomplete filter={contains}>
            <SearchField aria-label={title} autoFocus className="chooser-input">
              <Input placeholder={title} />
            </SearchField>
            <div className="chooser-list" tabIndex={0}>
            <Menu
              className="menu"
              aria-label={title}
              renderEmptyState={() => <p className="chooser-empty">{empty}</p>}
              onAction={(key) => {
                onClose();
                choices.get(String(key))?.run();
              }}
            >
              {groups.map((group) => (
                <MenuSection key={group.id} className="menu-section" id={group.id} aria-label={group.title}>
                  <Header>{group.title}</Header>
                  {group.choices.map((choice) => (
                    <MenuItem key={choice.id} id={choice.id} textValue={choice.words} className="menu-item">
                      {choice.start}
                      <span className="chooser-label">{choice.label}</span>
                      {choice.end}
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

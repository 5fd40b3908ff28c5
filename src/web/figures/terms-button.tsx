import { Icon } from "../controls/icon.tsx";
import { PopoverButton } from "../controls/popover-button.tsx";

interface TermsButtonProps {
  readonly title: string;
  readonly terms: readonly { readonly term: string; readonly meaning: string }[];
}

/** What the words of a card mean, a press away. */
export function TermsButton({ title, terms }: TermsButtonProps) {
  return (
    <PopoverButton
      face={<Icon name="info" />}
      label={`What ${title} means`}
      hasWords={false}
      className="icon-button definition-button"
      panelClassName="definition"
    >
      {() => (
        <dl className="terms">
          {terms.map(({ term, meaning }) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      )}
    </PopoverButton>
  );
}

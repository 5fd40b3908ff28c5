import type { ReactNode, RefObject } from "react";
import { Dialog, Popover } from "react-aria-components";

/** A panel, the button it belongs to, and what happens when it closes. */
export interface OverlayProps {
  readonly trigger: RefObject<HTMLButtonElement | null>;
  readonly label: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A panel beside the button that opened it; it takes the focus, keeps it, and gives it back when it closes. */
export function Overlay({ trigger, label, className, onClose, children }: OverlayProps) {
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      placement="bottom start"
      offset={6}
      containerPadding={8}
      className={`overlay ${className}`}
    >
      <Dialog aria-label={label} className="overlay-content">
        {children}
      </Dialog>
    </Popover>
  );
}

import { useState } from "react";

/** Says, once, that new data have arrived and that the page shows them. */
export function NewLoad({ generation }: { generation: number }) {
  const [first] = useState(generation);
  const [dismissed, dismiss] = useState(generation);
  const isNew = generation !== first && generation !== dismissed;
  return (
    <div className="toast-room" role="status">
      {isNew && (
        <p className="toast">
          New data have arrived: you see generation {generation}.
          <button type="button" className="link" onClick={() => dismiss(generation)}>
            Good
          </button>
        </p>
      )}
    </div>
  );
}

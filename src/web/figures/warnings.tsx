/** What a reader of an answer has to know, once for all the charts that it feeds. */
export function Warnings({
  asked: { data },
}: {
  asked: { readonly data: { readonly warnings: readonly string[] } | undefined };
}) {
  return (data?.warnings ?? []).map((warning) => (
    <p key={warning} className="warning">
      {warning}
    </p>
  ));
}

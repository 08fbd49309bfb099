import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

interface Props {
  text: string;
  /** What it is, for the button's label: "digest". */
  what: string;
  /** What stands beside the button, where that is shorter than the text. */
  shown?: string;
}

/** A value beside a button that copies all of it. */
export function CopyText({ text, what, shown }: Props) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      textToDisplay={shown ?? text}
      copyButtonAriaLabel={`Copy ${what} ${text}`}
      copySuccessText="Copied"
      copyErrorText="Not copied"
    />
  );
}

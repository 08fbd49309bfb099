import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { colorBackgroundCodeView } from '@cloudscape-design/design-tokens';

interface Props {
  text: string;
  /** What the copy button copies, for its label. */
  what?: string;
}

/** A command or a piece of JSON to read, select and copy. */
export function CodeBox({ text, what = 'command' }: Props) {
  return (
    <div className="code-box" style={{ background: colorBackgroundCodeView }}>
      <pre className="code">{text}</pre>
      <CopyToClipboard
        variant="icon"
        textToCopy={text}
        copyButtonAriaLabel={`Copy ${what}`}
        copySuccessText="Copied"
        copyErrorText="Not copied: select the text instead"
      />
    </div>
  );
}

import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { colorBackgroundProgressBarValueDefault } from '@cloudscape-design/design-tokens';
import { Bytes } from '../../../widgets/Bytes';
import { CopyText } from '../../../widgets/CopyText';
import { bytesText, shortDigest, visibleText } from '../../../widgets/format';
import type { Descriptor } from '../manifest/manifest';
import type { ImageConfig } from './config';

interface Props {
  layers: readonly Descriptor[];
  history: NonNullable<ImageConfig['history']>;
}

interface Row {
  number: number;
  layer: Descriptor;
  madeBy: string;
  share: number;
}

/** The layers with what made them; the history has a line for each that is not empty. */
export function LayerTable({ layers, history }: Props) {
  const steps = history.filter(step => !step.empty_layer);
  const bytes = layers.reduce((sum, { size }) => sum + size, 0);
  const largest = Math.max(1, ...layers.map(({ size }) => size));
  const rows = layers.map((layer, index) => ({
    number: index + 1,
    layer,
    madeBy: steps.length === layers.length ? (steps[index]?.created_by ?? '') : '',
    share: layer.size / largest,
  }));
  return (
    <Table<Row>
      data-testid="layers-table"
      ariaLabels={{ tableLabel: 'Layers' }}
      header={
        <Header
          variant="h2"
          counter={`(${layers.length})`}
          description={`${bytesText(bytes)} as they are stored`}
        >
          Layers
        </Header>
      }
      items={rows}
      trackBy={row => String(row.number)}
      columnDefinitions={[
        { id: 'number', header: '#', cell: row => row.number, width: 60 },
        {
          id: 'digest',
          header: 'Digest',
          isRowHeader: true,
          cell: ({ layer }) => (
            <CopyText text={layer.digest} what="digest" shown={shortDigest(layer.digest)} />
          ),
        },
        { id: 'size', header: 'Size', cell: row => <SizeBar row={row} /> },
        {
          id: 'made',
          header: 'Made by',
          cell: row => <code className="made-by">{visibleText(row.madeBy) || '–'}</code>,
        },
        { id: 'media', header: 'Media type', cell: ({ layer }) => layer.mediaType },
      ]}
    />
  );
}

function SizeBar({ row }: { row: Row }) {
  const width = `${Math.max(1, Math.round(row.share * 100))}%`;
  return (
    <>
      <Bytes value={row.layer.size} />
      <div className="bar" style={{ width, background: colorBackgroundProgressBarValueDefault }} />
    </>
  );
}

import protobuf from 'protobufjs/light.js';
import { maskedCrc } from './masked-crc.js';

/** The parts that are written of tensorflow/core/util/event.proto and framework/summary.proto. */
const Event = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
        sessionLog: { type: 'SessionLog', id: 7 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: { fields: { tag: { type: 'string', id: 1 }, simpleValue: { type: 'float', id: 2 } } },
    SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
  },
}).lookupType('Event');

/** `SessionLog.START`: TensorBoard drops what earlier files say from this step on, as it comes again. */
const START = 1;

interface EventContent {
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly { readonly tag: string; readonly simpleValue: number }[] };
  readonly sessionLog?: { readonly status: number };
}

/** The beginning of an event file. @param step the first that follows */
export function openingRecords(step: number): Uint8Array {
  return Buffer.concat([record({ fileVersion: 'brain.Event:2' }), record({ step, sessionLog: { status: START } })]);
}

/** Scalars of one step. */
export function scalarRecord(step: number, scalars: readonly (readonly [tag: string, value: number])[]): Uint8Array {
  return record({ step, summary: { value: scalars.map(([tag, simpleValue]) => ({ tag, simpleValue })) } });
}

/** A TFRecord: length, checksum of the length, the message, checksum of the message; all little-endian. */
function record(content: EventContent): Uint8Array {
  const message = Event.encode(Event.create({ wallTime: Date.now() / 1000, ...content })).finish();
  const bytes = Buffer.alloc(message.length + 16);
  bytes.writeBigUInt64LE(BigInt(message.length), 0);
  bytes.writeUInt32LE(maskedCrc(bytes.subarray(0, 8)), 8);
  bytes.set(message, 12);
  bytes.writeUInt32LE(maskedCrc(message), 12 + message.length);
  return bytes;
}

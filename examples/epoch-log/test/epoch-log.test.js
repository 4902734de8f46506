import test from 'node:test';
import { testHook } from 'contraseg/testing';
import { EpochLog } from 'contraseg-plugin-epoch-log';

test('epoch-log conforms', () => testHook(() => EpochLog.create()));

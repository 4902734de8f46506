import test from 'ava';
import { serverDef } from '../../../../src/core/engine/native/server-def.js';

const TASKS = [
  { job: 'chief', index: 0, address: 'a:1' },
  { job: 'worker', index: 0, address: 'b:2' },
  { job: 'worker', index: 1, address: '[::1]:3' },
];

test('a rank tells TensorFlow who all are, who it is, who leads, and how long to wait', (t) => {
  const words = serverDef({ tasks: TASKS, rank: 2 }, { join: 5000, heartbeat: 700 }).trim().split(/\s+/);
  t.is(
    words.join(' '),
    'cluster { job { name: "chief" tasks { key: 0 value: "a:1" } } ' +
      'job { name: "worker" tasks { key: 0 value: "b:2" } tasks { key: 1 value: "[::1]:3" } } } ' +
      'job_name: "worker" task_index: 1 protocol: "grpc" ' +
      'default_session_config { device_filters: "/job:worker/task:1" experimental { ' +
      'collective_group_leader: "/job:chief/replica:0/task:0" coordination_config { ' +
      'service_type: "standalone" service_leader: "/job:chief/replica:0/task:0" enable_health_check: true ' +
      'cluster_register_with_barrier: true cluster_register_timeout_in_ms: 5000 heartbeat_timeout_in_ms: 700 ' +
      'coordinated_job_list { name: "chief" num_tasks: 1 } coordinated_job_list { name: "worker" num_tasks: 2 } } } }',
  );
});

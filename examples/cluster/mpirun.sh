#!/bin/bash
# bash mpirun.sh my.yaml /shared/runs/mine
config=${1:?the configuration}
run=${2:?the folder of the run, on a file system that every host sees}

# mpirun tells its processes no addresses: both lists say the same, in the order of the ranks.
hosts=node1:4,node2:4
exec mpirun -n 8 --host "$hosts" --map-by slot --bind-to none -x PATH -x TF_NUM_INTRAOP_THREADS=8 \
  contraseg train "$config" --out "$run" --hosts "$hosts"

#!/bin/bash
# sbatch slurm.sh my.yaml /shared/runs/mine
#SBATCH --job-name=contraseg
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=4
#SBATCH --cpus-per-task=8
#SBATCH --time=24:00:00
#SBATCH --signal=TERM@300
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=contraseg-%j.log

config=${1:?the configuration}
run=${2:?the folder of the run, on a file system that every node sees}

# Threads of each rank, and ports that no other job on the nodes uses.
export TF_NUM_INTRAOP_THREADS=$SLURM_CPUS_PER_TASK
export CONTRASEG_PORT=$((20000 + SLURM_JOB_ID % 40000))

# The first start has nothing to go on with.
resume=()
[[ -e $run/config.resolved.yaml ]] && resume=(--resume)

# Ranks end by themselves where one is lost; srun must not kill rank 0 while it saves.
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" --kill-on-bad-exit=0 --wait=120 \
  contraseg train "$config" --out "$run" "${resume[@]}"
code=$?

# 143: the time was nearly up, and the run is saved; 137 and 200: a rank was lost. Anything else would fail again.
if [[ $code =~ ^(137|143|200)$ && ${SLURM_RESTART_COUNT:-0} -lt 10 ]]; then
  scontrol requeue "$SLURM_JOB_ID"
fi
exit $code

// Tests of Argo.

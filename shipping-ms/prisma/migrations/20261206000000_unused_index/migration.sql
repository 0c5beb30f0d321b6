-- DropIndex
DROP INDEX "parcels_action_required_at_id_idx";
